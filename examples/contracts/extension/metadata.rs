use extension as _;

include!("../metadata.rs");
