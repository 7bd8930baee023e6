// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @notice Signatures of many accounts in one batch, none of which may take the gas of the others.
library BoundedSignatures {
    /// @dev Enough for a passkey checked in Solidity.
    uint256 private constant WALLET_GAS = 300_000;

    /// @notice Tells whether an account signed a digest; a contract account (ERC-1271) has 300,000 gas to say so.
    /// @return signed False too when the contract account needs more gas.
    function isSignedBy(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool signed) {
        if (signer.code.length == 0) {
            return SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature);
        }
        bytes4 magic = IERC1271.isValidSignature.selector;
        bytes memory question = abi.encodeWithSelector(magic, digest, signature);
        // Of the answer one word is copied, into scratch space: a long answer costs its sender only.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let success := staticcall(WALLET_GAS, signer, add(question, 0x20), mload(question), 0x00, 0x20)
            signed := and(success, and(gt(returndatasize(), 0x1f), eq(mload(0x00), magic)))
        }
    }
}
