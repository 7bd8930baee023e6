// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "./IIdentityRegistry.sol";
import {IPersonhoodVerifier} from "./IPersonhoodVerifier.sol";

/// @title Schemes
/// @notice Which verifiers vouch, and that each tag serves one identity. One human shows different tags in different
/// schemes, so only one scheme anchors at a time, and a new one waits until the statements of the old one have run out.
library Schemes {
    uint8 internal constant SUPPORTING = 1;
    uint8 internal constant ANCHORING = 2;
    uint256 private constant LONGEST_STATEMENT = 730 days;

    struct Context {
        address anchor;
        uint64 opensAt;
        uint64 latestEnd;
        mapping(address scheme => uint8) roles;
        mapping(address scheme => mapping(bytes32 tag => uint256 identityId)) identities;
    }

    function set(Context storage self, address scheme, uint8 role) internal {
        if (role > ANCHORING || scheme.code.length == 0) revert IIdentityRegistry.SchemeInvalid(scheme, role);
        address anchor = self.anchor;
        if (role == ANCHORING && anchor != scheme) {
            if (self.roles[anchor] == ANCHORING) revert IIdentityRegistry.AnchorTaken(anchor);
            self.anchor = scheme;
            self.opensAt = self.latestEnd;
        }
        self.roles[scheme] = role;
        emit IIdentityRegistry.SchemeSet(scheme, role);
    }

    function checkRole(Context storage self, address scheme, uint8 role) internal view {
        if (self.roles[scheme] != role) revert IIdentityRegistry.SchemeNotAllowed(scheme);
    }

    function checkOpen(Context storage self) internal view {
        if (block.timestamp < self.opensAt) revert IIdentityRegistry.EnrolmentClosed(self.opensAt);
    }

    /// @dev A statement counts for two years at most, so that a change of the anchoring scheme has an end.
    function vouch(
        address account,
        uint8 kind,
        address scheme,
        bytes calldata evidence
    ) internal returns (bytes32, uint64) {
        (uint8 vouched, bytes32 tag, uint64 validUntil) = IPersonhoodVerifier(scheme).check(account, evidence);
        if (vouched != kind) revert IIdentityRegistry.KindInvalid(kind, vouched);
        if (validUntil <= block.timestamp) revert IIdentityRegistry.StatementEnded(validUntil);
        uint256 longest = block.timestamp + LONGEST_STATEMENT;
        return (tag, validUntil < longest ? validUntil : uint64(longest));
    }

    function take(Context storage self, address scheme, bytes32 tag, uint256 identityId) internal {
        uint256 holder = self.identities[scheme][tag];
        if (holder != 0 && holder != identityId) revert IIdentityRegistry.TagUsed(tag, holder);
        self.identities[scheme][tag] = identityId;
    }

    function noteEnd(Context storage self, uint64 validUntil) internal {
        if (validUntil > self.latestEnd) self.latestEnd = validUntil;
    }
}
