use erc721_5 as _;

include!("../metadata.rs");
