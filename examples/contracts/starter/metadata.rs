use starter as _;

include!("../metadata.rs");
