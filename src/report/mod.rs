//! Results to tables, figures, HTML and PDF. Reads the store and the published claims, nothing else.
