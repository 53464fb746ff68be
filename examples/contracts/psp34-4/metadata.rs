use psp34_4 as _;

include!("../metadata.rs");
