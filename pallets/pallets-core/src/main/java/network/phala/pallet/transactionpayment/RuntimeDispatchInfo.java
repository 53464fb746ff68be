package network.phala.pallet.transactionpayment;

import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.Weight;
import network.phala.primitives.U128;
import network.phala.scale.Name;
import network.phala.scale.TypeName;
import network.phala.scale.TypePath;

/// Weight, class and fee (without tip) of a call, as asked by clients.
@TypePath(
        value = "pallet_transaction_payment::types::RuntimeDispatchInfo",
        parameters = {"Balance", "Weight"},
        arguments = {U128.class, Weight.class})
public record RuntimeDispatchInfo(
        @TypeName("Weight") Weight weight,
        @Name("class") @TypeName("DispatchClass") DispatchClass dispatchClass,
        @TypeName("Balance") U128 partialFee) {}
