use counter_delegate_5 as _;

include!("../metadata.rs");
