use tokenomic as _;

include!("../metadata.rs");
