package network.phala.pink.contracts;

import network.phala.pink.types.ContractError;
import network.phala.pink.types.DispatchError;
import network.phala.pink.types.DispatchException;
import network.phala.pink.types.ExecReturn;

/// What host functions answer to the contract.
final class ReturnCode {
    static final long SUCCESS = 0;
    static final long CALLEE_TRAPPED = 1;
    static final long CALLEE_REVERTED = 2;
    static final long KEY_NOT_FOUND = 3;
    static final long TRANSFER_FAILED = 5;
    static final long CODE_NOT_FOUND = 7;
    static final long NOT_CALLABLE = 8;
    static final long CALL_RUNTIME_FAILED = 10;
    static final long ECDSA_RECOVER_FAILED = 11;

    private ReturnCode() {}

    static long of(ExecReturn output) {
        return output.reverted() ? CALLEE_REVERTED : SUCCESS;
    }

    /// The code for an error the contract may survive; others stop it.
    static long of(DispatchError error) throws DispatchException {
        if (error.equals(ContractError.TRANSFER_FAILED.error())) {
            return TRANSFER_FAILED;
        }
        if (error.equals(ContractError.CODE_NOT_FOUND.error())) {
            return CODE_NOT_FOUND;
        }
        if (error.equals(ContractError.CONTRACT_NOT_FOUND.error())) {
            return NOT_CALLABLE;
        }
        throw new DispatchException(error);
    }

    static long of(ExecException failure) throws DispatchException {
        return failure.inCallee() ? CALLEE_TRAPPED : of(failure.error());
    }
}
