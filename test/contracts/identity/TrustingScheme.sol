// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPersonhoodVerifier} from "../../../contracts/identity/IPersonhoodVerifier.sol";

/// @notice A scheme for tests that believes the evidence, which names account and signers: one with a tag per human.
/// Nine attesters, of whom four make a statement.
contract TrustingScheme is IPersonhoodVerifier {
    error OtherAccount(address account);
    error NoDouble(uint256 first, uint256 second);

    uint64 public slots = 0x1ff;

    function list(uint64 mask) external {
        slots = mask;
    }

    function quorum() external pure returns (uint256) {
        return 4;
    }

    function check(address account, bytes calldata evidence) external pure returns (uint8, bytes32, uint64, uint64) {
        (address subject, uint8 kind, bytes32 tag, uint64 validUntil, uint64 signers) = abi.decode(
            evidence,
            (address, uint8, bytes32, uint64, uint64)
        );
        if (subject != account) revert OtherAccount(subject);
        return (kind, tag, validUntil, signers);
    }

    function checkDouble(uint256 first, uint256 second, bytes calldata evidence) external pure {
        if (keccak256(evidence) != keccak256(abi.encode(first, second))) revert NoDouble(first, second);
    }
}
