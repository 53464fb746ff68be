
/// Appended to the runtime's C interface: its `extern "C"` entry may not be left by a panic, and an observer
/// wants to see the sessions that panic too. Calls the same dispatcher.
pub mod observed {
    use super::*;

    pub fn ecall(id: u32, input: &[u8]) -> Vec<u8> {
        ecall::dispatch(&mut ecall_impl::storage(), &mut ecall_impl::ECallImpl, id, input)
    }
}
