package network.phala.pruntime.system;

/// Ends the program. In a process of its own it halts the virtual machine; in a test it only stops this worker.
public interface ProcessExit {
    void exit(int code, String reason);
}
