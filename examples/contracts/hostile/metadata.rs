use hostile as _;

include!("../metadata.rs");
