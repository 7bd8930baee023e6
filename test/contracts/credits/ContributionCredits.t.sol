// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/interfaces/IERC1155MetadataURI.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Balances} from "../../../contracts/credits/Balances.sol";
import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {IContributionCredits} from "../../../contracts/credits/IContributionCredits.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {TestBase} from "../Vm.sol";
import {SetOperators} from "../work/SetOperators.sol";

contract ContributionCreditsTest is TestBase {
    address private constant ANA = address(0x41);
    address private constant BAKO = address(0x42);
    bytes32 private constant CAUSE = "cause";

    AccessManager private _authority;
    SetOperators private _identities;
    ContributionCredits private _credits;

    function setUp() public {
        vm.warp(1_000_000);
        _authority = new AccessManager(address(this));
        _identities = new SetOperators();
        _identities.add(7, ANA, "group");
        _credits = _make(1000, 100, 10_000);
    }

    function test_mintsBothBalances() public {
        vm.expectEmit(address(_credits));
        emit IERC1155.TransferSingle(address(this), address(0), ANA, 0, 800);
        vm.expectEmit(address(_credits));
        emit IContributionCredits.CreditsMinted(ANA, 0, 800, CAUSE);
        _credits.mint(ANA, 0, 800, CAUSE);
        assert(_credits.balanceOf(ANA, 0) == 800 && _credits.lifetime(ANA, 0) == 800);
        assert(_credits.recent(ANA, 0) == 800);
        assert(_credits.balanceOf(ANA, 2) == 0 && _credits.balanceOf(BAKO, 0) == 0);
        _credits.mint(ANA, 2, 5, CAUSE);
        assert(_credits.balanceOf(ANA, 2) == 5 && _credits.balanceOf(ANA, 0) == 800);
    }

    function test_recentHalvesAndLifetimeStays() public {
        _credits.mint(ANA, 0, 800, CAUSE);
        vm.warp(block.timestamp + 1000);
        assert(_credits.recent(ANA, 0) == 400 && _credits.lifetime(ANA, 0) == 800);
        _credits.mint(ANA, 0, 100, CAUSE);
        assert(_credits.recent(ANA, 0) == 500 && _credits.lifetime(ANA, 0) == 900);
        vm.warp(block.timestamp + 1000);
        assert(_credits.recent(ANA, 0) == 250);
    }

    function test_computeIsNeverMinted() public {
        _reverts(abi.encodeWithSelector(IContributionCredits.KindClaimed.selector, 1));
        _credits.mint(ANA, 1, 5, CAUSE);
        assert(_credits.claimed(7) == 0);
    }

    function test_refusesUnknownKindsAndNobody() public {
        _reverts(abi.encodeWithSelector(IContributionCredits.KindUnknown.selector, 3));
        _credits.mint(ANA, 3, 5, CAUSE);
        _reverts(abi.encodeWithSelector(IContributionCredits.KindUnknown.selector, type(uint256).max));
        _credits.mint(ANA, type(uint256).max, 5, CAUSE);
        _reverts(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidReceiver.selector, address(0)));
        _credits.mint(address(0), 0, 5, CAUSE);
    }

    function test_eachAccountAndKindStaysUnderTheCeilingOfAnEpoch() public {
        _credits.mint(ANA, 0, 9_999, CAUSE);
        _reverts(abi.encodeWithSelector(IContributionCredits.MintCeiling.selector, ANA, 0, 1, 2));
        _credits.mint(ANA, 0, 2, CAUSE);
        _credits.mint(ANA, 0, 1, CAUSE);
        _reverts(abi.encodeWithSelector(IContributionCredits.MintCeiling.selector, ANA, 0, 0, type(uint256).max));
        _credits.mint(ANA, 0, type(uint256).max, CAUSE);
        _credits.mint(ANA, 2, 10_000, CAUSE);
        _credits.mint(BAKO, 0, 10_000, CAUSE);
        vm.warp(block.timestamp + 99);
        _reverts(abi.encodeWithSelector(IContributionCredits.MintCeiling.selector, ANA, 0, 0, 1));
        _credits.mint(ANA, 0, 1, CAUSE);
        vm.warp(block.timestamp + 1);
        _credits.mint(ANA, 0, 10_000, CAUSE);
        assert(_credits.lifetime(ANA, 0) == 20_000);
    }

    function test_onlyTheCommonsMintsAndSetsRoots() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ANA);
        vm.prank(ANA);
        _reverts(refused);
        _credits.mint(ANA, 0, 5, CAUSE);
        vm.prank(ANA);
        _reverts(refused);
        _credits.setRoot("root", 1);
        (bytes32 root, ) = _credits.creditRoot();
        assert(root == 0 && _credits.lifetime(ANA, 0) == 0);
    }

    function test_rootsOnlyGetNewer() public {
        vm.expectEmit(address(_credits));
        emit IContributionCredits.CreditRootSet("root", 5);
        _credits.setRoot("root", 5);
        _reverts(abi.encodeWithSelector(IContributionCredits.CreditRootInvalid.selector, bytes32("next"), 5, 5));
        _credits.setRoot("next", 5);
        _reverts(abi.encodeWithSelector(IContributionCredits.CreditRootInvalid.selector, bytes32(0), 6, 5));
        _credits.setRoot(0, 6);
        (bytes32 root, uint48 cutoff) = _credits.creditRoot();
        assert(root == "root" && cutoff == 5);
        _credits.setRoot("next", 6);
    }

    function test_claimsWhatExceedsTheLastClaim() public {
        _setRoot(7, ANA, 500, 5);
        bytes32 root = _leaf(7, ANA, 500);
        vm.expectEmit(address(_credits));
        emit IERC1155.TransferSingle(BAKO, address(0), ANA, 1, 500);
        vm.expectEmit(address(_credits));
        emit IContributionCredits.CreditsMinted(ANA, 1, 500, root);
        vm.prank(BAKO);
        assert(_credits.claim(7, ANA, 500, new bytes32[](0)) == 500);
        _reverts(abi.encodeWithSelector(IContributionCredits.NothingToClaim.selector, 7, 500, 500));
        _credits.claim(7, ANA, 500, new bytes32[](0));
        vm.warp(block.timestamp + 1000);
        _setRoot(7, ANA, 620, 6);
        assert(_credits.claim(7, ANA, 620, new bytes32[](0)) == 120);
        assert(_credits.balanceOf(ANA, 1) == 620 && _credits.claimed(7) == 620);
        assert(_credits.recent(ANA, 1) == 370);
    }

    function test_onlyTheFinalRootIsClaimed() public {
        bytes32 leaf = _leaf(7, ANA, 500);
        _reverts(abi.encodeWithSelector(IContributionCredits.ClaimNotInRoot.selector, leaf, bytes32(0)));
        _credits.claim(7, ANA, 500, new bytes32[](0));
        _setRoot(7, ANA, 500, 5);
        _setRoot(7, ANA, 400, 6);
        bytes32 root = _leaf(7, ANA, 400);
        _reverts(abi.encodeWithSelector(IContributionCredits.ClaimNotInRoot.selector, leaf, root));
        _credits.claim(7, ANA, 500, new bytes32[](0));
        _credits.claim(7, ANA, 400, new bytes32[](0));
        _setRoot(7, ANA, 300, 7);
        _reverts(abi.encodeWithSelector(IContributionCredits.NothingToClaim.selector, 7, 300, 400));
        _credits.claim(7, ANA, 300, new bytes32[](0));
        assert(_credits.claimed(7) == 400);
    }

    function test_everyFieldOfAClaimCounts() public {
        _setRoot(7, ANA, 500, 5);
        bytes32 root = _leaf(7, ANA, 500);
        _reverts(abi.encodeWithSelector(IContributionCredits.ClaimNotInRoot.selector, _leaf(8, ANA, 500), root));
        _credits.claim(8, ANA, 500, new bytes32[](0));
        _reverts(abi.encodeWithSelector(IContributionCredits.ClaimNotInRoot.selector, _leaf(7, BAKO, 500), root));
        _credits.claim(7, BAKO, 500, new bytes32[](0));
        _reverts(abi.encodeWithSelector(IContributionCredits.ClaimNotInRoot.selector, _leaf(7, ANA, 501), root));
        _credits.claim(7, ANA, 501, new bytes32[](0));
    }

    function test_computeFollowsTheOperatorToItsNewAccount() public {
        _setRoot(7, ANA, 500, 5);
        _credits.claim(7, ANA, 500, new bytes32[](0));
        _identities.rekey(7, BAKO);
        assert(_credits.balanceOf(ANA, 1) == 0 && _credits.recent(ANA, 1) == 0);
        assert(_credits.balanceOf(BAKO, 1) == 500 && _credits.recent(BAKO, 1) == 500);
        // The new account cannot claim the same work again.
        _setRoot(7, BAKO, 500, 6);
        _reverts(abi.encodeWithSelector(IContributionCredits.NothingToClaim.selector, 7, 500, 500));
        _credits.claim(7, BAKO, 500, new bytes32[](0));
    }

    function test_claimsLeaveTheMintCeilingAlone() public {
        _credits.mint(ANA, 0, 10_000, CAUSE);
        _setRoot(7, ANA, 50_000, 5);
        assert(_credits.claim(7, ANA, 50_000, new bytes32[](0)) == 50_000);
    }

    function test_claimsBeyondTheSlotAreRefused() public {
        uint256 most = type(uint72).max;
        _setRoot(7, ANA, most, 5);
        _credits.claim(7, ANA, most, new bytes32[](0));
        assert(_credits.claimed(7) == most);
        _setRoot(7, ANA, most + 1, 6);
        _reverts(abi.encodeWithSelector(Balances.BalanceFull.selector, most, 1));
        _credits.claim(7, ANA, most + 1, new bytes32[](0));
    }

    function test_nothingMovesNotEvenForItsOwner() public {
        _credits.mint(ANA, 0, 10, CAUSE);
        vm.startPrank(ANA);
        vm.expectRevert(IContributionCredits.Soulbound.selector);
        _credits.safeTransferFrom(ANA, BAKO, 0, 1, "");
        vm.expectRevert(IContributionCredits.Soulbound.selector);
        _credits.safeBatchTransferFrom(ANA, BAKO, new uint256[](0), new uint256[](0), "");
        vm.expectRevert(IContributionCredits.Soulbound.selector);
        _credits.setApprovalForAll(BAKO, true);
        vm.expectRevert(IContributionCredits.Soulbound.selector);
        _credits.setApprovalForAll(BAKO, false);
        assert(!_credits.isApprovedForAll(ANA, BAKO) && !_credits.isApprovedForAll(ANA, ANA));
        assert(_credits.balanceOf(ANA, 0) == 10);
    }

    function test_answersBatches() public {
        _credits.mint(ANA, 0, 10, CAUSE);
        _credits.mint(BAKO, 2, 20, CAUSE);
        address[] memory accounts = new address[](2);
        uint256[] memory kinds = new uint256[](2);
        (accounts[0], accounts[1], kinds[1]) = (ANA, BAKO, 2);
        uint256[] memory amounts = _credits.balanceOfBatch(accounts, kinds);
        assert(amounts.length == 2 && amounts[0] == 10 && amounts[1] == 20);
        _reverts(abi.encodeWithSelector(IERC1155Errors.ERC1155InvalidArrayLength.selector, 1, 2));
        _credits.balanceOfBatch(accounts, new uint256[](1));
    }

    function test_speaksErc1155() public view {
        assert(_credits.supportsInterface(type(IERC165).interfaceId));
        assert(_credits.supportsInterface(type(IERC1155).interfaceId));
        assert(_credits.supportsInterface(type(IERC1155MetadataURI).interfaceId));
        assert(!_credits.supportsInterface(0xffffffff));
        assert(bytes(_credits.uri(0)).length == 0);
    }

    function test_settingsAreCheckedAndKept() public {
        IContributionCredits.Settings memory all = _credits.settings();
        assert(all.halfLife == 1000 && all.epoch == 100 && all.epochCeiling == 10_000);
        uint96[3][4] memory bad = [
            [uint96(0), 1, 1],
            [uint96(1), 0, 1],
            [uint96(1), 1, 0],
            [uint96(1), 1, uint96(type(uint72).max) + 1]
        ];
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(IContributionCredits.CreditSettingsInvalid.selector);
            this.make(uint48(bad[i][0]), uint48(bad[i][1]), bad[i][2]);
        }
        this.make(1, 1, type(uint72).max);
    }

    function make(uint48 halfLife, uint48 epoch, uint96 ceiling) external {
        _make(halfLife, epoch, ceiling);
    }

    function _make(uint48 halfLife, uint48 epoch, uint96 ceiling) private returns (ContributionCredits) {
        return
            new ContributionCredits(
                address(_authority),
                IIdentityRegistry(address(_identities)),
                IContributionCredits.Settings(halfLife, epoch, ceiling)
            );
    }

    /// @dev A tree of a single leaf is its leaf.
    function _setRoot(uint256 operatorId, address account, uint256 cumulative, uint48 cutoff) private {
        _credits.setRoot(_leaf(operatorId, account, cumulative), cutoff);
    }

    function _leaf(uint256 operatorId, address account, uint256 cumulative) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(operatorId, account, cumulative))));
    }

    function _reverts(bytes memory error) private {
        vm.expectRevert(error);
    }
}
