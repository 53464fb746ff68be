//! The worker's side: what a contract runtime asks of the host that runs it.

use scale::{Decode, Encode};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::c_void;
use std::sync::Arc;

/// Contract and key, to value.
pub type Cache = BTreeMap<(Vec<u8>, Vec<u8>), Vec<u8>>;

/// The cluster's storage: the nodes of its tries by hash, counted, and the root of the top one.
#[derive(Default, Clone)]
pub struct Store {
    pub root: Option<[u8; 32]>,
    pub nodes: HashMap<[u8; 32], (i32, Arc<Vec<u8>>)>,
}

/// What the host tells a session and what it hears from it.
#[derive(Default)]
pub struct Session {
    pub mode: u8,
    pub block_number: u32,
    pub now_ms: u64,
    pub call_nonce: Option<Vec<u8>>,
    pub entry_contract: Option<[u8; 32]>,
    /// Name, arguments and answer of the calls that recordings list.
    pub calls: Vec<(&'static str, Vec<u8>, Vec<u8>)>,
    pub effects: Option<Vec<u8>>,
    pub event_blocks: Vec<(u64, Vec<u8>)>,
}

#[derive(Default)]
pub struct Host {
    pub store: Store,
    pub cache: Cache,
    pub answers: HashMap<String, Vec<u8>>,
    pub session: Session,
}

thread_local! {
    // The C interface has no place for a pointer to the host, so there is one of them.
    static HOST: RefCell<Host> = RefCell::default();
}

pub fn with_host<R>(action: impl FnOnce(&mut Host) -> R) -> R {
    HOST.with(|host| action(&mut host.borrow_mut()))
}

/// Makes this the host and binds the runtime to it, through the entry point that the worker uses too.
pub fn install(host: Host) {
    with_host(|installed| *installed = host);
    let config = pink_capi::v1::config_t {
        ocalls: pink_capi::v1::ocalls_t { ocall: Some(ocall), ..Default::default() },
        ..Default::default()
    };
    let mut calls = pink_capi::v1::ecalls_t::default();
    let failed = unsafe { pink::capi::__pink_runtime_init(&config, &mut calls) };
    assert_eq!(failed, 0, "the runtime did not start");
}

unsafe extern "C" fn ocall(
    id: u32,
    data: *const u8,
    length: usize,
    context: *mut c_void,
    output: pink_capi::v1::output_fn_t,
) {
    // Of no bytes the pointer may be anything.
    let arguments = match length {
        0 => &[][..],
        _ => std::slice::from_raw_parts(data, length),
    };
    let answer = with_host(|host| host.answer(id, arguments)).unwrap_or_else(|error| {
        // A panic must not pass through C.
        eprintln!("ocall {id}: {error}");
        std::process::exit(1);
    });
    output.expect("an output function")(context, answer.as_ptr(), answer.len());
}

impl Host {
    pub fn answering(answers: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Host { answers: answers.into_iter().collect(), ..Default::default() }
    }

    pub fn begin_session(&mut self, session: Session) {
        self.session = session;
    }

    /// Numbers and shapes are those of the interface `v1` of the pink runtimes.
    fn answer(&mut self, id: u32, arguments: &[u8]) -> Result<Vec<u8>, String> {
        let session = &self.session;
        let answer = match id {
            1 => self.store.root.encode(),
            2 => self.store.get(decoded(arguments)?)?.encode(),
            3 => {
                let (root, changes) = decoded(arguments)?;
                self.store.commit(root, changes)?;
                vec![]
            }
            6 => {
                self.session.effects = Some(arguments.to_vec());
                vec![]
            }
            7 => {
                let request: Option<u64> = None;
                (session.mode, session.block_number, session.now_ms, request).encode()
            }
            16 => {
                self.session.event_blocks.push(decoded(arguments)?);
                vec![]
            }
            17 => session.call_nonce.encode(),
            18 => session.entry_contract.encode(),
            _ => {
                let (name, answer) = self.listed_answer(id, arguments)?;
                self.session.calls.push((name, arguments.to_vec(), answer.clone()));
                answer
            }
        };
        Ok(answer)
    }

    /// The calls that a recording lists with arguments and answer.
    fn listed_answer(&mut self, id: u32, arguments: &[u8]) -> Result<(&'static str, Vec<u8>), String> {
        Ok(match id {
            5 => ("log_to_server", vec![]),
            8 => self.fixed("worker_pubkey")?,
            9 => ("cache_get", self.cache.get(&decoded(arguments)?).encode()),
            10 => {
                let (contract, key, value) = decoded::<(Vec<u8>, Vec<u8>, Vec<u8>)>(arguments)?;
                let answer = self.answers.get("cache_set").cloned().unwrap_or(vec![0]);
                if answer[0] == 0 {
                    self.cache.insert((contract, key), value);
                }
                ("cache_set", answer)
            }
            11 => {
                let (contract, key, expiration) = decoded::<(Vec<u8>, Vec<u8>, u64)>(arguments)?;
                // Only an expiration at once is seen here: this host has no clock.
                if expiration == 0 {
                    self.cache.remove(&(contract, key));
                }
                ("cache_set_expiration", vec![])
            }
            12 => ("cache_remove", self.cache.remove(&decoded(arguments)?).encode()),
            13 => self.fixed("latest_system_code")?,
            14 => self.fixed("http_request")?,
            15 => self.fixed("batch_http_request")?,
            _ => return Err("not a call of these runtimes".into()),
        })
    }

    fn fixed(&self, name: &'static str) -> Result<(&'static str, Vec<u8>), String> {
        let answer = self.answers.get(name).cloned();
        answer.map(|answer| (name, answer)).ok_or(format!("no answer to {name} in the file"))
    }
}

/// A node, its key as the runtime sends it (prefix and hash), and by how much its count changes.
type Change = (Vec<u8>, (Vec<u8>, i32));

impl Store {
    fn get(&self, key: Vec<u8>) -> Result<Option<Vec<u8>>, String> {
        Ok(self.nodes.get(&hash_of(&key)?).map(|(_, node)| node.to_vec()))
    }

    fn commit(&mut self, root: [u8; 32], changes: Vec<Change>) -> Result<(), String> {
        for (key, (node, difference)) in changes {
            if difference == 0 {
                continue;
            }
            let hash = hash_of(&key)?;
            let entry = self.nodes.entry(hash).or_default();
            entry.0 += difference;
            if difference > 0 {
                entry.1 = Arc::new(node);
            }
            if entry.0 <= 0 {
                self.nodes.remove(&hash);
            }
        }
        self.root = Some(root);
        Ok(())
    }
}

fn hash_of(key: &[u8]) -> Result<[u8; 32], String> {
    let hash = key.len().checked_sub(32).map(|start| &key[start..]);
    hash.and_then(|hash| hash.try_into().ok()).ok_or(format!("key of {} bytes", key.len()))
}

fn decoded<T: Decode>(mut arguments: &[u8]) -> Result<T, String> {
    T::decode(&mut arguments).map_err(|error| error.to_string())
}
