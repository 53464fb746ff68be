use dns_5 as _;

include!("../metadata.rs");
