use emitter as _;

include!("../metadata.rs");
