//! `model.safetensors`: named arrays as bytes, and back.

use std::collections::BTreeMap;

use crate::model::NamedTensor;

/// Named tensors as safetensors bytes, sorted by name, so that the same weights give the same file.
///
/// # Errors
/// In words, when two tensors share a name or a shape does not fit its values.
pub fn to_safetensors(tensors: &[NamedTensor]) -> Result<Vec<u8>, String> {
    with_metadata(tensors, None)
}

/// What the metadata that we write are called in a file.
const METADATA: &str = "idsbench";

/// As [`to_safetensors`], with a text beside the tensors.
pub(super) fn with_metadata(tensors: &[NamedTensor], metadata: Option<String>) -> Result<Vec<u8>, String> {
    let bytes: Vec<Vec<u8>> =
        tensors.iter().map(|tensor| tensor.values.iter().flat_map(|v| v.to_le_bytes()).collect()).collect();
    let mut views = BTreeMap::new();
    for (tensor, bytes) in tensors.iter().zip(&bytes) {
        let view = safetensors::tensor::TensorView::new(safetensors::Dtype::F32, tensor.shape.clone(), bytes)
            .map_err(|why| format!("tensor {}: {why}", tensor.name))?;
        if views.insert(tensor.name.clone(), view).is_some() {
            return Err(format!("two tensors are called {}", tensor.name));
        }
    }
    let metadata = metadata.map(|text| [(METADATA.to_owned(), text)].into());
    safetensors::serialize(&views, metadata).map_err(|why| why.to_string())
}

/// The text beside the tensors of a file that [`with_metadata`] made.
pub(super) fn metadata(bytes: &[u8]) -> Result<String, String> {
    let (_, header) = safetensors::SafeTensors::read_metadata(bytes).map_err(|why| why.to_string())?;
    let text = header.metadata().as_ref().and_then(|texts| texts.get(METADATA));
    text.cloned().ok_or_else(|| "it has no metadata of ours".to_owned())
}

/// The named tensors of safetensors bytes, sorted by name.
///
/// # Errors
/// In words, when the bytes are no safetensors file, or a tensor is of another type than `f32`.
pub fn from_safetensors(bytes: &[u8]) -> Result<Vec<NamedTensor>, String> {
    let file = safetensors::SafeTensors::deserialize(bytes).map_err(|why| why.to_string())?;
    let mut tensors: Vec<NamedTensor> = Vec::new();
    for (name, view) in file.tensors() {
        if view.dtype() != safetensors::Dtype::F32 {
            return Err(format!("tensor {name} is of type {}", view.dtype()));
        }
        let number = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let values = view.data().chunks_exact(4).map(number).collect();
        tensors.push(NamedTensor { name, shape: view.shape().to_vec(), values });
    }
    tensors.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tensors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_are_sorted_and_checked() {
        let tensor = |name: &str, len: usize| NamedTensor { name: name.into(), shape: vec![2], values: vec![1.5; len] };
        let bytes = to_safetensors(&[tensor("b", 2), tensor("a", 2)]).unwrap();
        assert_eq!(bytes, to_safetensors(&[tensor("a", 2), tensor("b", 2)]).unwrap());
        assert!(to_safetensors(&[tensor("a", 2), tensor("a", 2)]).is_err());
        assert!(to_safetensors(&[tensor("a", 3)]).is_err());
        assert_eq!(from_safetensors(&bytes).unwrap(), [tensor("a", 2), tensor("b", 2)]);
        assert!(from_safetensors(&bytes[..bytes.len() - 1]).is_err(), "cut short");
    }
}
