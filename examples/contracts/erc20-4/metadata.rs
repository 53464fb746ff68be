use erc20_4 as _;

include!("../metadata.rs");
