use environment_4 as _;

include!("../metadata.rs");
