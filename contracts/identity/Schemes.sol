// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @notice Which verifier vouches, whose word counts no more, and that each tag serves one identity.
library Schemes {
    uint256 private constant LONGEST_STATEMENT = 730 days;
    uint256 private constant SLOTS = 64;

    struct Context {
        // slot 0: [0..159] anchor, [160..223] bad: slots that are discredited in any scheme, so that most are not asked
        address anchor;
        uint64 bad;
        // since[slot]: statements brought from then on do not count this signer, 0 for a good one
        mapping(address scheme => uint48[64]) since;
        mapping(address scheme => mapping(bytes32 tag => uint256 identityId)) identities;
    }

    /// @dev What evidence says, with the signers that count.
    struct Statement {
        bytes32 tag;
        uint48 validUntil;
        uint64 signers;
    }

    function set(Context storage self, address scheme) internal {
        if (scheme.code.length == 0) revert IIdentityRegistry.SchemeInvalid(scheme);
        self.anchor = scheme;
        emit IIdentityRegistry.SchemeSet(scheme);
    }

    /// @dev A statement counts for two years at most, so that whoever is not attested again has an end.
    function vouch(
        Context storage self,
        address account,
        uint8 kind,
        bytes calldata evidence
    ) internal returns (Statement memory said) {
        address scheme = self.anchor;
        uint8 vouched;
        uint64 validUntil;
        (vouched, said.tag, validUntil, said.signers) = IPersonhoodVerifier(scheme).check(account, evidence);
        if (vouched != kind) revert IIdentityRegistry.KindInvalid(kind, vouched);
        if (validUntil <= block.timestamp) revert IIdentityRegistry.StatementEnded(validUntil);
        uint256 longest = block.timestamp + LONGEST_STATEMENT;
        said.validUntil = uint48(validUntil < longest ? validUntil : longest);
        said.signers = checkGood(self, said.signers, uint48(block.timestamp));
    }

    function take(Context storage self, bytes32 tag, uint256 identityId) internal {
        uint256 holder = self.identities[self.anchor][tag];
        if (holder != 0 && holder != identityId) revert IIdentityRegistry.TagUsed(tag, holder);
        self.identities[self.anchor][tag] = identityId;
    }

    /// @dev Only ever further back. Enough attesters for a quorum stay good, so that everyone can be attested again.
    function discredit(Context storage self, uint8 slot, uint48 since, string calldata reason) internal {
        address scheme = self.anchor;
        uint48[64] storage known = self.since[scheme];
        bool further = slot < SLOTS && since != 0 && since <= block.timestamp;
        if (!further || (known[slot] != 0 && known[slot] <= since))
            revert IIdentityRegistry.DiscreditInvalid(slot, since);
        known[slot] = since;
        self.bad |= uint64(1) << slot;
        checkGood(self, IPersonhoodVerifier(scheme).slots(), uint48(block.timestamp));
        emit IIdentityRegistry.AttesterDiscredited(scheme, slot, since, reason);
    }

    /// @dev Those of the signers whose word counts under the present scheme: a quorum, or it reverts.
    function checkGood(Context storage self, uint64 signers, uint48 statedAt) internal view returns (uint64 good) {
        address scheme = self.anchor;
        good = _good(self, scheme, signers, statedAt);
        uint256 needed = IPersonhoodVerifier(scheme).quorum();
        if (countOf(good) < needed) revert IIdentityRegistry.StatementDiscredited(countOf(good), needed);
    }

    /// @dev Whether enough of those who made a statement still count.
    function holds(Context storage self, address scheme, uint64 signers, uint48 statedAt) internal view returns (bool) {
        if (signers & self.bad == 0) return true;
        return countOf(_good(self, scheme, signers, statedAt)) >= IPersonhoodVerifier(scheme).quorum();
    }

    function countOf(uint64 mask) internal pure returns (uint256 bits) {
        for (; mask != 0; mask &= mask - 1) ++bits;
    }

    function _good(
        Context storage self,
        address scheme,
        uint64 signers,
        uint48 statedAt
    ) private view returns (uint64) {
        uint64 suspects = signers & self.bad;
        for (uint256 slot = 0; suspects != 0; ++slot) {
            uint64 bit = uint64(1) << uint8(slot);
            if (suspects & bit == 0) continue;
            suspects ^= bit;
            uint48 since = self.since[scheme][slot];
            if (since != 0 && since <= statedAt) signers ^= bit;
        }
        return signers;
    }
}
