use counter_next_5 as _;

include!("../metadata.rs");
