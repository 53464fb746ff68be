use multisig_5 as _;

include!("../metadata.rs");
