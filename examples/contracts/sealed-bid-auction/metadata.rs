use sealed_bid_auction as _;

include!("../metadata.rs");
