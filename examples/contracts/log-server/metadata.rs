use log_server as _;

include!("../metadata.rs");
