// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPersonhoodVerifier} from "../../../contracts/identity/IPersonhoodVerifier.sol";

/// @notice A scheme for tests that believes the evidence, which names the account: one with a tag per human.
contract TrustingScheme is IPersonhoodVerifier {
    error OtherAccount(address account);

    function scheme() external pure returns (bytes32) {
        return "trusting";
    }

    function check(address account, bytes calldata evidence) external pure returns (uint8, bytes32, uint64) {
        (address subject, uint8 kind, bytes32 tag, uint64 validUntil) = abi.decode(
            evidence,
            (address, uint8, bytes32, uint64)
        );
        if (subject != account) revert OtherAccount(subject);
        return (kind, tag, validUntil);
    }
}
