use sidevm_deployer as _;

include!("../metadata.rs");
