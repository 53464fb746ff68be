use dns_4 as _;

include!("../metadata.rs");
