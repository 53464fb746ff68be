use counter_4 as _;

include!("../metadata.rs");
