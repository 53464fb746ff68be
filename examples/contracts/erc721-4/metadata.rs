use erc721_4 as _;

include!("../metadata.rs");
