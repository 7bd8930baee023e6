// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";
import {ModelBase, ModelNeighbours} from "./ModelBase.sol";

/// @notice Shares of a model, turned into credits.
contract ModelClaimsTest is ModelBase {
    bytes32[] private _anaProof;
    bytes32[] private _bakoProof;
    bytes32[] private _excessProof;
    bytes32 private _root;

    function setUp() public override {
        super.setUp();
        (bytes32 ana, bytes32 bako, bytes32 excess) = (_leaf(ANA, 6_000), _leaf(BAKO, 4_000), _leaf(CHEN, 1));
        _root = _pair(_pair(ana, bako), excess);
        _anaProof = [bako, excess];
        _bakoProof = [ana, excess];
        _excessProof = [_pair(ana, bako)];
        _adapter(_root);
        _verify(1);
    }

    /// Finding W7: an operator that invents contributors and a run mints nothing before an audit and the window.
    function test_nothingIsMintedForARunThatNobodyVerified() public {
        uint256 runId = _openRun(SOUTH, 1);
        _seed(runId);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunOpen.selector, runId));
        registry.markVerified(runId);
        _registerAdapter(SOUTH, runId, _list(1), _root);
        (uint256 operatorId, uint48 closedAt) = registry.closingOf(runId);
        assert(operatorId == SOUTH_ID && closedAt == block.timestamp);
        vm.warp(block.timestamp + 365 days);
        _refuses(3, ANA, 6_000, _anaProof, abi.encodeWithSelector(IModelRegistry.AttributionClosed.selector, 3, 0));
        vm.prank(SOUTH);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, SOUTH));
        registry.markVerified(runId);
        uint48 verifiedAt = uint48(block.timestamp);
        vm.expectEmit(address(registry));
        emit IModelRegistry.RunVerified(runId, 3, verifiedAt + WINDOW);
        registry.markVerified(runId);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunAlreadyVerified.selector, runId, verifiedAt));
        registry.markVerified(runId);
        vm.warp(verifiedAt + WINDOW - 1);
        bytes4 shut = IModelRegistry.AttributionClosed.selector;
        _refuses(3, ANA, 6_000, _anaProof, abi.encodeWithSelector(shut, 3, verifiedAt));
        _assertEq(around.mints(), 0);
        vm.warp(verifiedAt + WINDOW);
        registry.claimAttribution(3, ANA, 6_000, _anaProof);
        _assertEq(around.minted(ANA), 6_000);
    }

    function test_anOpenOrUnknownRunHasNoClosing() public {
        uint256 runId = _openRun(SOUTH, 1);
        for (uint256 id = runId; id <= runId + 1; ++id) {
            (uint256 operatorId, uint48 closedAt) = registry.closingOf(id);
            assert(operatorId == 0 && closedAt == 0);
        }
    }

    function test_nothingIsMintedWhileACaseNamesTheModel() public {
        around.setNamed(2, true);
        _refuses(2, ANA, 6_000, _anaProof, abi.encodeWithSelector(IModelRegistry.ModelNamed.selector, 2));
        around.setNamed(2, false);
        around.setNamed(1, true);
        registry.claimAttribution(2, ANA, 6_000, _anaProof);
    }

    function test_onlyAnActiveIdentityReceives() public {
        around.setInactive(ANA, true);
        _refuses(2, ANA, 6_000, _anaProof, abi.encodeWithSelector(IModelRegistry.ContributorInactive.selector, ANA));
        around.setInactive(ANA, false);
        registry.claimAttribution(2, ANA, 6_000, _anaProof);
    }

    function test_mintsAShareOnce() public {
        vm.expectEmit(address(registry));
        emit IModelRegistry.AttributionClaimed(2, ANA, 6_000);
        vm.prank(STRANGER);
        registry.claimAttribution(2, ANA, 6_000, _anaProof);
        assert(around.lastMint() == keccak256(abi.encode(address(registry), ANA, 0, 6_000, bytes32(uint256(2)))));
        assert(registry.isClaimed(2, ANA) && !registry.isClaimed(2, BAKO) && !registry.isClaimed(3, ANA));
        _assertEq(registry.model(2).claimedShare, 6_000);
        _refuses(2, ANA, 6_000, _anaProof, _error(IModelRegistry.AttributionAlreadyClaimed.selector, ANA));
        _assertEq(around.mints(), 1);
    }

    function test_countsModelsApart() public {
        uint256 runId = _openRun(NORTH, 1);
        _seed(runId);
        _registerAdapter(NORTH, runId, _list(1), _root);
        _verify(runId);
        registry.claimAttribution(3, ANA, 6_000, _anaProof);
        assert(!registry.isClaimed(2, ANA) && registry.isClaimed(3, ANA));
        registry.claimAttribution(2, ANA, 6_000, _anaProof);
        registry.claimAttribution(2, BAKO, 4_000, _bakoProof);
        _assertEq(registry.model(2).claimedShare, 10_000);
        _assertEq(registry.model(3).claimedShare, 6_000);
    }

    function test_refusesOtherSharesAccountsAndProofs() public {
        bytes4 invalid = IModelRegistry.AttributionProofInvalid.selector;
        _refuses(2, ANA, 6_001, _anaProof, abi.encodeWithSelector(invalid, 2, ANA, 6_001));
        _refuses(2, BAKO, 6_000, _anaProof, abi.encodeWithSelector(invalid, 2, BAKO, 6_000));
        _refuses(2, ANA, 6_000, _bakoProof, abi.encodeWithSelector(invalid, 2, ANA, 6_000));
        _refuses(2, ANA, 6_000, new bytes32[](0), abi.encodeWithSelector(invalid, 2, ANA, 6_000));
        _refuses(2, ANA, 0, _anaProof, _error(IModelRegistry.ShareMissing.selector, ANA));
        assert(!registry.isClaimed(2, ANA));
    }

    function test_refusesModelsWithoutAttribution() public {
        _refuses(1, ANA, 6_000, _anaProof, abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, 1));
        _refuses(9, ANA, 6_000, _anaProof, abi.encodeWithSelector(IModelRegistry.ModelUnknown.selector, 9));
    }

    function test_neverGivesOutMoreThanTheWhole() public {
        registry.claimAttribution(2, ANA, 6_000, _anaProof);
        registry.claimAttribution(2, BAKO, 4_000, _bakoProof);
        bytes memory refusal = abi.encodeWithSelector(IModelRegistry.SharesExceeded.selector, 2, 10_001);
        _refuses(2, CHEN, 1, _excessProof, refusal);
        _assertEq(registry.model(2).claimedShare, 10_000);
    }

    function test_stopsWhenTheModelIsWithdrawn() public {
        registry.claimAttribution(2, ANA, 6_000, _anaProof);
        registry.mark(2, 2, 77);
        _refuses(2, BAKO, 4_000, _bakoProof, abi.encodeWithSelector(IModelRegistry.ModelWithdrawn.selector, 2));
        assert(registry.isClaimed(2, ANA));
        registry.mark(2, 1, 78);
        registry.claimAttribution(2, BAKO, 4_000, _bakoProof);
    }

    function test_canBeTriedAgainWhenCreditsRefuse() public {
        around.setRefusing(true);
        _refuses(2, ANA, 6_000, _anaProof, abi.encodeWithSelector(ModelNeighbours.CeilingReached.selector));
        assert(!registry.isClaimed(2, ANA));
        around.setRefusing(false);
        registry.claimAttribution(2, ANA, 6_000, _anaProof);
        _assertEq(around.mints(), 1);
    }

    function _refuses(
        uint256 modelId,
        uint256 contributor,
        uint16 share,
        bytes32[] memory proof,
        bytes memory refusal
    ) private {
        vm.expectRevert(refusal);
        registry.claimAttribution(modelId, contributor, share, proof);
    }

    function _error(bytes4 selector, uint256 contributor) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, 2, contributor);
    }
}
