package network.phala.pink.contracts;

import network.phala.pink.types.DispatchException;

/// What a host function does; the result is ignored when its type has none.
@FunctionalInterface
interface HostBody {
    long run(ContractRun run, HostArguments args) throws DispatchException, GuestStop;
}
