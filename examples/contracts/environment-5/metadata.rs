use environment_5 as _;

include!("../metadata.rs");
