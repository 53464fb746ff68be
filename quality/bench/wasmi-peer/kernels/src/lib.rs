//! Compute kernels for the engine benchmarks: each export does `n` units of work and returns a number made from the result.
#![no_std]
use core::ptr::{addr_of, addr_of_mut};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

#[no_mangle]
pub extern "C" fn fib(n: u32) -> u32 {
    if n < 2 { n } else { fib(n - 1).wrapping_add(fib(n - 2)) }
}

static mut SIEVE: [u8; 1 << 15] = [0; 1 << 15];

#[no_mangle]
pub extern "C" fn sieve(rounds: u32) -> u32 {
    let s = unsafe { &mut *addr_of_mut!(SIEVE) };
    let mut count = 0;
    for _ in 0..rounds {
        count = 0;
        s.fill(1);
        let mut i = 2usize;
        while i < s.len() {
            if s[i] == 1 {
                count += 1;
                let mut j = i * 2;
                while j < s.len() {
                    s[j] = 0;
                    j += i;
                }
            }
            i += 1;
        }
    }
    count
}

const K: [u32; 64] = sha_constants();

const fn sha_constants() -> [u32; 64] {
    // Any odd numbers do for a benchmark; these come from a linear congruence.
    let mut k = [0u32; 64];
    let mut x = 0x428a2f98u32;
    let mut i = 0;
    while i < 64 {
        k[i] = x;
        x = x.wrapping_mul(1664525).wrapping_add(1013904223);
        i += 1;
    }
    k
}

/// The compression function of SHA-256 with other constants.
#[no_mangle]
pub extern "C" fn sha256(blocks: u32) -> u32 {
    let mut h: [u32; 8] = [1, 2, 3, 4, 5, 6, 7, 8];
    let mut w = [0u32; 64];
    for b in 0..blocks {
        for i in 0..16 {
            w[i] = h[i & 7] ^ (b.wrapping_add(i as u32));
        }
        for i in 16..64 {
            let s0 = w[i - 15].rotate_right(7) ^ w[i - 15].rotate_right(18) ^ (w[i - 15] >> 3);
            let s1 = w[i - 2].rotate_right(17) ^ w[i - 2].rotate_right(19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1);
        }
        let mut v = h;
        for i in 0..64 {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let ch = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let t1 = v[7].wrapping_add(s1).wrapping_add(ch).wrapping_add(K[i]).wrapping_add(w[i]);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let maj = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            let t2 = s0.wrapping_add(maj);
            v = [t1.wrapping_add(t2), v[0], v[1], v[2], v[3].wrapping_add(t1), v[4], v[5], v[6]];
        }
        for i in 0..8 {
            h[i] = h[i].wrapping_add(v[i]);
        }
    }
    h[0]
}

/// Keccak-f[1600].
#[no_mangle]
pub extern "C" fn keccak(times: u32) -> u32 {
    const RHO: [u32; 24] = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
    const PI: [usize; 24] = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];
    let mut a = [0u64; 25];
    for t in 0..times {
        a[0] ^= t as u64;
        for round in 0..24u64 {
            let mut c = [0u64; 5];
            for x in 0..5 {
                c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            }
            for x in 0..5 {
                let d = c[(x + 4) % 5] ^ c[(x + 1) % 5].rotate_left(1);
                for y in 0..5 {
                    a[x + 5 * y] ^= d;
                }
            }
            let mut last = a[1];
            for i in 0..24 {
                let next = a[PI[i]];
                a[PI[i]] = last.rotate_left(RHO[i]);
                last = next;
            }
            for y in 0..5 {
                let row = [a[5 * y], a[5 * y + 1], a[5 * y + 2], a[5 * y + 3], a[5 * y + 4]];
                for x in 0..5 {
                    a[5 * y + x] = row[x] ^ (!row[(x + 1) % 5] & row[(x + 2) % 5]);
                }
            }
            a[0] ^= round.wrapping_mul(0x9e3779b97f4a7c15);
        }
    }
    a[0] as u32
}

type Handler = fn(&mut [u32; 8], u32) -> u32;

fn add(r: &mut [u32; 8], x: u32) -> u32 {
    r[(x & 7) as usize] = r[((x >> 3) & 7) as usize].wrapping_add(r[((x >> 6) & 7) as usize]);
    1
}
fn xor(r: &mut [u32; 8], x: u32) -> u32 {
    r[(x & 7) as usize] ^= r[((x >> 3) & 7) as usize];
    1
}
fn rot(r: &mut [u32; 8], x: u32) -> u32 {
    r[(x & 7) as usize] = r[((x >> 3) & 7) as usize].rotate_left(x >> 6 & 31);
    1
}
fn skip(r: &mut [u32; 8], x: u32) -> u32 {
    1 + (r[(x & 7) as usize] & 1)
}

static HANDLERS: [Handler; 4] = [add, xor, rot, skip];

/// An interpreter whose instructions are called through a table.
#[no_mangle]
pub extern "C" fn vm(steps: u32) -> u32 {
    let mut r = [1u32, 2, 3, 4, 5, 6, 7, 8];
    let handlers = unsafe { core::ptr::read_volatile(addr_of!(HANDLERS)) };
    let mut pc = 0u32;
    let mut done = 0;
    while done < steps {
        let x = pc.wrapping_mul(2654435761) >> 7;
        pc = pc.wrapping_add(handlers[(x >> 12 & 3) as usize](&mut r, x));
        done += 1;
    }
    r[0] ^ r[1] ^ r[2] ^ r[3]
}
