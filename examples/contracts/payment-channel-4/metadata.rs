use payment_channel_4 as _;

include!("../metadata.rs");
