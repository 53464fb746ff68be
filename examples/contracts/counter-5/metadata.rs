use counter_5 as _;

include!("../metadata.rs");
