use multisig_4 as _;

include!("../metadata.rs");
