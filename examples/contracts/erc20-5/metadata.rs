use erc20_5 as _;

include!("../metadata.rs");
