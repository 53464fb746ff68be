use system as _;

include!("../metadata.rs");
