use proxy_5 as _;

include!("../metadata.rs");
