use payment_channel_5 as _;

include!("../metadata.rs");
