use extension_5 as _;

include!("../metadata.rs");
