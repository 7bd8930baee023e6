// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

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
        (bytes32 ana, bytes32 bako, bytes32 excess) = (_leaf(ANA, 6_000), _leaf(BAKO, 4_000), _leaf(STRANGER, 1));
        _root = _pair(_pair(ana, bako), excess);
        _anaProof = [bako, excess];
        _bakoProof = [ana, excess];
        _excessProof = [_pair(ana, bako)];
        _adapter(_root);
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
        _refuses(2, STRANGER, 1, _excessProof, refusal);
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
        address contributor,
        uint16 share,
        bytes32[] memory proof,
        bytes memory refusal
    ) private {
        vm.expectRevert(refusal);
        registry.claimAttribution(modelId, contributor, share, proof);
    }

    function _error(bytes4 selector, address contributor) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, 2, contributor);
    }
}
