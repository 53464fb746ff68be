package network.phala.pallet.basepool;

import network.phala.primitives.AccountId;
import network.phala.primitives.U128;
import network.phala.scale.TupleType;

/// What a pool owes an account.
@TupleType
public record Reimbursement(AccountId account, long pid, U128 amount) {}
