//! Programs of many kinds for the comparison with wasmi: each export takes a size and a seed and returns a number made from
//! all it did. Some trap for some seeds: that is compared too.
#![no_std]
extern crate alloc;

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::hint::black_box;

#[link(wasm_import_module = "seal0")]
extern "C" {
    fn plain_note(value: i64) -> i32;
    fn fuel_burn(value: i32);
    fn mem_touch(at: *mut u8);
    fn trap_maybe(value: i32);
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// Free lists by power of two over memory that only grows.
struct Lists;

static mut FREE: [usize; 32] = [0; 32];
static mut TOP: usize = 0;

unsafe impl GlobalAlloc for Lists {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let class = layout.size().max(layout.align()).max(8).next_power_of_two().trailing_zeros() as usize;
        if FREE[class] != 0 {
            let at = FREE[class];
            FREE[class] = *(at as *const usize);
            return at as *mut u8;
        }
        if TOP == 0 {
            TOP = core::arch::wasm32::memory_size(0) << 16;
        }
        let size = 1usize << class;
        let at = (TOP + size - 1) & !(size - 1);
        let end = at + size;
        let pages = core::arch::wasm32::memory_size(0);
        if end > pages << 16 && core::arch::wasm32::memory_grow(0, (end - (pages << 16) + 65535) >> 16) == usize::MAX {
            return core::ptr::null_mut();
        }
        TOP = end;
        at as *mut u8
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        let class = layout.size().max(layout.align()).max(8).next_power_of_two().trailing_zeros() as usize;
        *(at as *mut usize) = FREE[class];
        FREE[class] = at as usize;
    }
}

#[global_allocator]
static ALLOCATOR: Lists = Lists;

struct Rng(u64);

impl Rng {
    fn new(seed: i32) -> Self {
        Rng((seed as u64).wrapping_mul(0x9e3779b97f4a7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

fn fold(values: impl IntoIterator<Item = u64>) -> i64 {
    values.into_iter().fold(0xcbf29ce484222325u64, |h, v| (h ^ v).wrapping_mul(0x100000001b3).rotate_left(29)) as i64
}

macro_rules! programs {
    ($($name:ident($n:ident, $rng:ident) $body:block)*) => { $(
        #[no_mangle]
        pub extern "C" fn $name($n: i32, seed: i32) -> i64 {
            #[allow(unused_mut, unused_variables)]
            let mut $rng = Rng::new(seed);
            let $n = $n.clamp(0, 4000) as usize;
            $body
        }
    )* };
}

fn quick<T: PartialOrd + Copy>(a: &mut [T]) {
    if a.len() < 2 {
        return;
    }
    let pivot = a[a.len() / 2];
    let (mut i, mut j) = (0isize, a.len() as isize - 1);
    while i <= j {
        while a[i as usize] < pivot {
            i += 1;
        }
        while a[j as usize] > pivot {
            j -= 1;
        }
        if i <= j {
            a.swap(i as usize, j as usize);
            i += 1;
            j -= 1;
        }
    }
    let (left, right) = a.split_at_mut(i as usize);
    quick(&mut left[..(j + 1) as usize]);
    quick(right);
}

fn ackermann(m: u32, n: u32) -> u32 {
    match (m, n) {
        (0, n) => n + 1,
        (m, 0) => ackermann(m - 1, 1),
        (m, n) => ackermann(m - 1, ackermann(m, n - 1)),
    }
}

fn hanoi(n: usize, from: usize, to: usize, pegs: &mut [Vec<u8>; 3]) -> u64 {
    if n == 0 {
        return 0;
    }
    let via = 3 - from - to;
    let moved = hanoi(n - 1, from, via, pegs);
    let disc = pegs[from].pop().unwrap();
    pegs[to].push(disc);
    moved + 1 + hanoi(n - 1, via, to, pegs)
}

/// 256-bit numbers, least significant limb first.
type Big = [u64; 4];

fn big_mul_mod(a: &Big, b: &Big, m: &Big) -> Big {
    let mut r = [0u64; 4];
    for bit in (0..256).rev() {
        r = big_add_mod(&r, &r, m);
        if b[bit / 64] >> (bit % 64) & 1 == 1 {
            r = big_add_mod(&r, a, m);
        }
    }
    r
}

fn big_add_mod(a: &Big, b: &Big, m: &Big) -> Big {
    let mut r = [0u64; 4];
    let mut carry = 0u128;
    for i in 0..4 {
        let sum = a[i] as u128 + b[i] as u128 + carry;
        r[i] = sum as u64;
        carry = sum >> 64;
    }
    let less = (0..4).rev().find(|&i| r[i] != m[i]).map_or(false, |i| r[i] < m[i]);
    if carry == 1 || !less {
        let mut borrow = 0u64;
        for i in 0..4 {
            let (d, b1) = r[i].overflowing_sub(m[i]);
            let (d, b2) = d.overflowing_sub(borrow);
            r[i] = d;
            borrow = (b1 | b2) as u64;
        }
    }
    r
}

#[derive(Debug)]
#[allow(dead_code)]
enum Json {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

struct Parser<'a>(&'a [u8], usize);

impl Parser<'_> {
    fn parse(&mut self) -> Option<Json> {
        let c = *self.0.get(self.1)?;
        self.1 += 1;
        match c {
            b'n' => self.word(b"ull").map(|_| Json::Null),
            b't' => self.word(b"rue").map(|_| Json::Bool(true)),
            b'f' => self.word(b"alse").map(|_| Json::Bool(false)),
            b'-' | b'0'..=b'9' => {
                let from = self.1 - 1;
                while matches!(self.0.get(self.1), Some(b'0'..=b'9')) {
                    self.1 += 1;
                }
                core::str::from_utf8(&self.0[from..self.1]).ok()?.parse().ok().map(Json::Number)
            }
            b'"' => {
                let from = self.1;
                while *self.0.get(self.1)? != b'"' {
                    self.1 += 1;
                }
                self.1 += 1;
                Some(Json::Text(String::from_utf8(self.0[from..self.1 - 1].to_vec()).ok()?))
            }
            b'[' => {
                let mut list = vec![];
                while *self.0.get(self.1)? != b']' {
                    list.push(self.parse()?);
                    if self.0.get(self.1) == Some(&b',') {
                        self.1 += 1;
                    }
                }
                self.1 += 1;
                Some(Json::List(list))
            }
            b'{' => {
                let mut object = BTreeMap::new();
                while *self.0.get(self.1)? != b'}' {
                    let Json::Text(key) = self.parse()? else { return None };
                    self.word(b":")?;
                    object.insert(key, self.parse()?);
                    if self.0.get(self.1) == Some(&b',') {
                        self.1 += 1;
                    }
                }
                self.1 += 1;
                Some(Json::Object(object))
            }
            _ => None,
        }
    }

    fn word(&mut self, rest: &[u8]) -> Option<()> {
        let found = self.0.get(self.1..self.1 + rest.len())? == rest;
        self.1 += rest.len();
        found.then_some(())
    }
}

fn write_json(depth: usize, rng: &mut Rng, out: &mut String) {
    match rng.below(if depth == 0 { 4 } else { 7 }) {
        0 => out.push_str("null"),
        1 => out.push_str(if rng.below(2) == 0 { "true" } else { "false" }),
        2 => out.push_str(&(rng.next() as i64 >> rng.below(60)).to_string()),
        3 => out.push_str(&format!("\"{:x}\"", rng.next())),
        4 | 5 => {
            out.push('[');
            for i in 0..rng.below(5) {
                if i > 0 {
                    out.push(',');
                }
                write_json(depth - 1, rng, out);
            }
            out.push(']');
        }
        _ => {
            out.push('{');
            for i in 0..rng.below(5) {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&format!("\"k{}\":", rng.below(1000)));
                write_json(depth - 1, rng, out);
            }
            out.push('}');
        }
    }
}

/// Runs a program of eight instructions on a tape.
fn tape(program: &[u8], steps: usize) -> i64 {
    let mut jumps = vec![0usize; program.len()];
    let mut open = vec![];
    for (i, c) in program.iter().enumerate() {
        match c {
            b'[' => open.push(i),
            b']' => {
                let from = open.pop().unwrap();
                jumps[from] = i;
                jumps[i] = from;
            }
            _ => {}
        }
    }
    let (mut cells, mut at, mut pc, mut out) = (vec![0u8; 256], 0usize, 0usize, 0u64);
    for _ in 0..steps {
        let Some(op) = program.get(pc) else { break };
        match op {
            b'>' => at = (at + 1) & 255,
            b'<' => at = at.wrapping_sub(1) & 255,
            b'+' => cells[at] = cells[at].wrapping_add(1),
            b'-' => cells[at] = cells[at].wrapping_sub(1),
            b'.' => out = out.wrapping_mul(31).wrapping_add(cells[at] as u64),
            b'[' if cells[at] == 0 => pc = jumps[pc],
            b']' if cells[at] != 0 => pc = jumps[pc],
            _ => {}
        }
        pc += 1;
    }
    fold([out, at as u64, pc as u64])
}

trait Shape {
    fn area(&self) -> i64;
    fn grow(&mut self, by: i64) -> bool;
}
struct Square(i64);
struct Oblong(i64, i64);
struct Many(Vec<Box<dyn Shape>>);
impl Shape for Square {
    fn area(&self) -> i64 {
        self.0.wrapping_mul(self.0)
    }
    fn grow(&mut self, by: i64) -> bool {
        self.0 = self.0.wrapping_add(by);
        self.0 > 0
    }
}
impl Shape for Oblong {
    fn area(&self) -> i64 {
        self.0.wrapping_mul(self.1)
    }
    fn grow(&mut self, by: i64) -> bool {
        core::mem::swap(&mut self.0, &mut self.1);
        self.1 = self.1.wrapping_mul(by);
        self.1 & 1 == 0
    }
}
impl Shape for Many {
    fn area(&self) -> i64 {
        self.0.iter().fold(0, |a, s| a.wrapping_add(s.area()))
    }
    fn grow(&mut self, by: i64) -> bool {
        self.0.iter_mut().fold(false, |g, s| g ^ s.grow(by))
    }
}

/// One function of many cases, each its own small computation: a large table of branches.
macro_rules! cases {
    ($x:ident, $s:ident, $($k:literal)*) => {
        match $s % 64 { $( $k => $x.rotate_left($k).wrapping_mul(2 * $k + 1) ^ $s, )* _ => !$x }
    };
}

fn many_cases(x: u64, s: u64) -> u64 {
    cases!(x, s, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41
        42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62)
}

programs! {
    sort_quick(n, rng) {
        let mut a: Vec<i32> = (0..n).map(|_| rng.next() as i32).collect();
        quick(&mut a);
        assert!(a.windows(2).all(|w| w[0] <= w[1]));
        fold(a.iter().map(|v| *v as u64))
    }
    sort_heap(n, rng) {
        let mut heap: BinaryHeap<u64> = (0..n).map(|_| rng.below(1 << 40)).collect();
        fold(core::iter::from_fn(|| heap.pop()))
    }
    sort_std(n, rng) {
        let mut a: Vec<(i16, u64)> = (0..n).map(|_| (rng.next() as i16, rng.next())).collect();
        a.sort();
        let mut b = a.clone();
        b.sort_unstable_by_key(|v| v.1);
        fold(a.iter().chain(&b).map(|v| v.1 ^ v.0 as u64))
    }
    hash_words(n, rng) {
        let mut h = [rng.next(), rng.next(), 3, 4];
        for i in 0..n as u64 * 8 {
            h[0] = h[0].wrapping_add(h[1]).rotate_left(13) ^ i;
            h[1] ^= h[0].swap_bytes();
            h[2] = h[2].wrapping_sub(h[3].leading_zeros() as u64).rotate_right(17);
            h[3] = h[3].wrapping_mul(h[2] | 1).wrapping_add(h[0].count_ones() as u64 + h[1].trailing_zeros() as u64);
        }
        fold(h)
    }
    hash_crc(n, rng) {
        let mut table = [0u32; 256];
        for i in 0..256 {
            table[i] = (0..8).fold(i as u32, |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb88320 } else { c >> 1 });
        }
        let crc = (0..n * 4).fold(!0u32, |c, _| table[((c ^ rng.next() as u32) & 255) as usize] ^ c >> 8);
        !crc as i64
    }
    big_power(n, rng) {
        let m: Big = [rng.next() | 1, rng.next(), rng.next(), rng.next() | 1 << 63];
        let base: Big = [rng.next(), rng.next(), rng.next(), 0];
        let mut r: Big = [1, 0, 0, 0];
        for bit in (0..n.min(24)).rev() {
            r = big_mul_mod(&r, &r, &m);
            if n >> bit & 1 == 1 {
                r = big_mul_mod(&r, &base, &m);
            }
        }
        fold(r)
    }
    big_digits(n, rng) {
        // n! in base 10^9, as text.
        let mut digits: Vec<u32> = vec![1];
        for k in 2..=(n % 300) as u64 {
            let mut carry = 0u64;
            for d in digits.iter_mut() {
                let v = *d as u64 * k + carry;
                *d = (v % 1_000_000_000) as u32;
                carry = v / 1_000_000_000;
            }
            if carry > 0 {
                digits.push(carry as u32);
            }
        }
        let text: String = digits.iter().rev().map(|d| format!("{:09}", d)).collect();
        fold(text.bytes().map(|b| b as u64))
    }
    wide_division(n, rng) {
        let mut sum = 0u128;
        for _ in 0..n {
            let a = (rng.next() as u128) << 64 | rng.next() as u128;
            let b = ((rng.next() >> rng.below(64)) as u128) << rng.below(64) | 1;
            sum = sum.rotate_left(7).wrapping_add(a / b) ^ (a % b);
        }
        fold([sum as u64, (sum >> 64) as u64])
    }
    matrix(n, rng) {
        let k = n % 40 + 1;
        let a: Vec<Vec<i64>> = (0..k).map(|_| (0..k).map(|_| rng.next() as i64 >> 20).collect()).collect();
        let mut c = vec![vec![0i64; k]; k];
        for i in 0..k {
            for j in 0..k {
                c[i][j] = (0..k).fold(0i64, |s, x| s.wrapping_add(a[i][x].wrapping_mul(a[x][j])));
            }
        }
        fold(c.into_iter().flatten().map(|v| v as u64))
    }
    json(n, rng) {
        let mut text = String::new();
        write_json(5 + n % 4, &mut rng, &mut text);
        if n % 5 == 4 && !text.is_empty() {
            let at = rng.below(text.len() as u64) as usize;
            text.replace_range(at..at + 1, "]");
        }
        let parsed = Parser(text.as_bytes(), 0).parse();
        let shown = format!("{:?}", parsed);
        fold(shown.bytes().map(|b| b as u64))
    }
    numbers_as_text(n, rng) {
        let mut h = 0i64;
        for _ in 0..n {
            let v = rng.next() as i64 >> rng.below(64);
            let text = format!("{:>20}|{:#x}|{:+}|{:?}", v, v, v as i16, v as u8 as char);
            h = h.rotate_left(3) ^ fold(text.bytes().map(|b| b as u64));
            assert_eq!(text.trim_start().split('|').next().and_then(|t| t.parse().ok()), Some(v));
        }
        h
    }
    text_search(n, rng) {
        let text: String = (0..n).map(|_| (b'a' + rng.below(3) as u8) as char).collect();
        let words: BTreeSet<&str> = (0..8.min(n)).map(|i| &text[i..(i + 3).min(n)]).collect();
        fold(words.iter().flat_map(|w| text.match_indices(*w).map(|(i, _)| i as u64).collect::<Vec<_>>()))
    }
    interpreter(n, rng) {
        let mut program: Vec<u8> = vec![];
        let mut open = 0;
        for _ in 0..n % 200 + 4 {
            let c = b"+-<>.+[]"[rng.below(8) as usize];
            match c {
                b'[' => open += 1,
                b']' if open == 0 => continue,
                b']' => open -= 1,
                _ => {}
            }
            program.push(c);
        }
        program.extend(core::iter::repeat(b']').take(open));
        tape(&program, n * 4)
    }
    allocator(n, rng) {
        let mut live: Vec<Vec<u64>> = vec![];
        let mut h = 0;
        for i in 0..n {
            match rng.below(3) {
                0 if !live.is_empty() => {
                    let gone = live.swap_remove(rng.below(live.len() as u64) as usize);
                    h = fold(gone) ^ h;
                }
                1 if !live.is_empty() => {
                    let at = rng.below(live.len() as u64) as usize;
                    live[at].push(i as u64);
                }
                _ => live.push((0..rng.below(200)).collect()),
            }
        }
        h ^ live.iter().map(|v| v.len() as i64).sum::<i64>()
    }
    allocate_until_full(n, rng) {
        // The memory's limit, then a trap, or the bytes that there were.
        let mut total = 0u64;
        for i in 0..n as u64 {
            let v: Vec<u8> = Vec::with_capacity(1024 << (i % 8));
            total += v.capacity() as u64;
            core::mem::forget(v);
        }
        total as i64
    }
    maps(n, rng) {
        let mut map: BTreeMap<u32, u64> = BTreeMap::new();
        for i in 0..n as u64 {
            let key = rng.below(500) as u32;
            match rng.below(4) {
                0 => drop(map.remove(&key)),
                _ => *map.entry(key).or_insert(i) += i,
            }
        }
        fold(map.iter().map(|(k, v)| (*k as u64) << 32 ^ v)) ^ fold(map.range(100..200).map(|e| *e.1))
    }
    queue(n, rng) {
        let mut q: VecDeque<u64> = VecDeque::new();
        let mut h = 0u64;
        for i in 0..n as u64 {
            if rng.below(3) > 0 { q.push_back(i) } else { h = h.rotate_left(5) ^ q.pop_front().unwrap_or(7) }
        }
        fold(q) ^ h as i64
    }
    ackermann_of(n, rng) {
        ackermann((n % 4) as u32, (n / 4 % 60) as u32) as i64
    }
    fibonacci(n, rng) {
        fn fib(n: usize) -> u64 { if n < 2 { n as u64 } else { fib(n - 1) + fib(n - 2) } }
        fib(n % 22) as i64
    }
    towers(n, rng) {
        let k = n % 12;
        let mut pegs = [(0..k as u8).rev().collect(), vec![], vec![]];
        let moves = hanoi(k, 0, 2, &mut pegs);
        assert!(pegs[2].len() == k);
        moves as i64
    }
    deep(n, rng) {
        fn down(n: usize, a: &mut [u8; 24]) -> usize {
            a[n % 24] ^= n as u8;
            if n == 0 { 0 } else { 1 + down(n - 1, black_box(a)) }
        }
        let mut a = [0; 24];
        let reached = down(n, &mut a);
        fold(a.iter().map(|b| *b as u64)) ^ reached as i64
    }
    mutual(n, rng) {
        fn even(n: usize) -> bool { n == 0 || black_box(odd as fn(usize) -> bool)(n - 1) }
        fn odd(n: usize) -> bool { n != 0 && black_box(even as fn(usize) -> bool)(n - 1) }
        even(n) as i64
    }
    queens(n, rng) {
        fn place(row: u32, n: u32, cols: u32, left: u32, right: u32) -> i64 {
            if row == n { return 1; }
            let mut free = !(cols | left | right) & ((1 << n) - 1);
            let mut found = 0;
            while free != 0 {
                let bit = free & free.wrapping_neg();
                free ^= bit;
                found += place(row + 1, n, cols | bit, (left | bit) << 1, (right | bit) >> 1);
            }
            found
        }
        place(0, (n % 8) as u32, 0, 0, 0)
    }
    branches(n, rng) {
        let mut x = rng.next();
        for _ in 0..n {
            x = many_cases(x, x >> 7 ^ rng.next());
        }
        x as i64
    }
    shapes(n, rng) {
        let mut all = Many(vec![]);
        for _ in 0..n % 100 + 1 {
            let (a, b) = (rng.next() as i64 >> 40, rng.next() as i64 >> 40);
            all.0.push(match rng.below(3) {
                0 => Box::new(Square(a)),
                1 => Box::new(Oblong(a, b)),
                _ => Box::new(Many(vec![Box::new(Square(b)), Box::new(Oblong(b, a))])),
            });
        }
        let grown = (0..n as i64 % 20).fold(0, |h, by| h * 2 + all.grow(by) as i64);
        all.area() ^ grown
    }
    divisions(n, rng) {
        const EDGES: [i64; 12] = [0, 1, -1, 2, -2, 7, i64::MIN, i64::MAX, i32::MIN as i64, i32::MAX as i64, i64::MIN + 1, 1 << 32];
        let mut h = 0u64;
        for _ in 0..n {
            let (a, b) = (EDGES[rng.below(12) as usize], EDGES[rng.below(12) as usize]);
            let values = [
                a.wrapping_div(if b == 0 { 3 } else { b }) as u64,
                a.wrapping_rem(if b == 0 { 3 } else { b }) as u64,
                (a as u64).checked_div(b as u64).unwrap_or(5),
                (a as u64).checked_rem(b as u64).unwrap_or(6),
                (a as i32).wrapping_div(if b as i32 == 0 { 7 } else { b as i32 }) as u64,
                (a as i32).checked_rem(b as i32).unwrap_or(8) as u64,
                (a as u32).checked_div(b as u32).unwrap_or(9) as u64,
                a.rem_euclid(if b == 0 { 11 } else { b }.max(1)) as u64,
                (a >> (b & 63)) as u64 ^ (a as u64) << (b & 63),
                (a as i8 as i64 ^ a as i16 as i64 ^ a as i32 as i64) as u64,
            ];
            h = h.rotate_left(9) ^ fold(values) as u64;
        }
        h as i64
    }
    overflow(n, rng) {
        let mut sum = 1i32;
        for i in 0..n as i32 {
            sum = sum + (rng.next() as i32 >> 8) * (i & 15);
        }
        sum as i64
    }
    out_of_bounds(n, rng) {
        let a = [1u8, 2, 3, 4];
        let mut h = 0;
        for i in 0..n {
            h += a[rng.below(4 + (i == 900) as u64 * 9) as usize] as i64;
        }
        h
    }
    wild_pointer(n, rng) {
        let at = (rng.next() as u32 >> (n % 24)) as usize;
        unsafe { (at as *const u32).read_volatile() as i64 }
    }
    bytes(n, rng) {
        let mut a: Vec<u8> = (0..n).map(|_| rng.next() as u8).collect();
        for _ in 0..8.min(n) {
            let (i, j) = (rng.below(n as u64) as usize, rng.below(n as u64) as usize);
            let (i, j) = (i.min(j), i.max(j));
            a.copy_within(i..j, n - j);
            a[i..j].reverse();
            a[i..j].fill(j as u8);
            a.rotate_left(i);
        }
        fold(a.iter().map(|b| *b as i8 as u64))
    }
    squeeze(n, rng) {
        // Runs and repeats, packed and unpacked again.
        let data: Vec<u8> = (0..n).map(|_| rng.below(2) as u8 * rng.below(3) as u8).collect();
        let mut packed = vec![];
        let mut i = 0;
        while i < data.len() {
            let run = data[i..].iter().take_while(|b| **b == data[i]).take(255).count();
            packed.extend([run as u8, data[i]]);
            i += run;
        }
        let back: Vec<u8> = packed.chunks(2).flat_map(|c| core::iter::repeat(c[1]).take(c[0] as usize)).collect();
        assert!(back == data);
        fold(packed.iter().map(|b| *b as u64))
    }
    distance(n, rng) {
        let k = n % 120;
        let a: Vec<u8> = (0..k).map(|_| rng.below(4) as u8).collect();
        let b: Vec<u8> = (0..k).map(|_| rng.below(4) as u8).collect();
        let mut row: Vec<usize> = (0..=k).collect();
        for i in 1..=k {
            let mut diagonal = row[0];
            row[0] = i;
            for j in 1..=k {
                let next = (row[j] + 1).min(row[j - 1] + 1).min(diagonal + (a[i - 1] != b[j - 1]) as usize);
                diagonal = core::mem::replace(&mut row[j], next);
            }
        }
        row[k] as i64
    }
    fixed_point(n, rng) {
        let mut sum = 0i64;
        for i in 0..n as i64 {
            let (cx, cy) = ((i % 64 - 48) << 10, (i / 64 - 32) << 10);
            let (mut x, mut y, mut k) = (0i64, 0i64, 0);
            while k < 30 && x * x + y * y < 4 << 30 {
                (x, y) = ((x * x - y * y >> 15) + cx, (2 * x * y >> 15) + cy);
                k += 1;
            }
            sum = sum * 3 ^ k;
            sum &= 0xffff_ffff_ffff;
        }
        sum
    }
    bodies(n, rng) {
        let mut b: Vec<[f64; 4]> = (0..5).map(|_| [0; 4].map(|_: i32| rng.below(1000) as f64 / 7.0 - 60.0)).collect();
        for _ in 0..n % 200 {
            for i in 0..5 {
                for j in 0..5 {
                    let (dx, dy) = (b[j][0] - b[i][0], b[j][1] - b[i][1]);
                    let d = dx * dx + dy * dy + 1.0;
                    b[i][2] += dx / d * 0.01;
                    b[i][3] += dy / d * 0.01;
                }
            }
            for v in b.iter_mut() {
                v[0] += v[2];
                v[1] += v[3];
            }
        }
        fold(b.iter().flatten().map(|v| v.to_bits() ^ (*v as f32).to_bits() as u64 ^ (*v as i32) as u64))
    }
    hosts(n, rng) {
        let mut place = [0u8; 32];
        let mut h = 0i64;
        for i in 0..n % 300 {
            match rng.below(8) {
                0..=3 => h = h.rotate_left(1) ^ unsafe { plain_note(h ^ i as i64) } as i64,
                4 => unsafe { fuel_burn(i as i32) },
                5 | 6 => unsafe { mem_touch(place.as_mut_ptr()) },
                _ if n % 3 == 2 => unsafe { trap_maybe(i as i32) },
                _ => h ^= place[i % 32] as i64,
            }
        }
        h ^ fold(place.iter().map(|b| *b as u64))
    }
}
