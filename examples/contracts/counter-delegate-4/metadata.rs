use counter_delegate_4 as _;

include!("../metadata.rs");
