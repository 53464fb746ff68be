use psp22_5 as _;

include!("../metadata.rs");
