use proxy_4 as _;

include!("../metadata.rs");
