use psp34_5 as _;

include!("../metadata.rs");
