use psp22_4 as _;

include!("../metadata.rs");
