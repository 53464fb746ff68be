use counter_next_4 as _;

include!("../metadata.rs");
