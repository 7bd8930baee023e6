// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/interfaces/IERC1155.sol";
import {IERC1155MetadataURI} from "@openzeppelin/contracts/interfaces/IERC1155MetadataURI.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Balances} from "../../../contracts/credits/Balances.sol";
import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {TestBase} from "../Vm.sol";
import {SetOperators} from "../work/SetOperators.sol";
import {SetAuthority} from "../work/WorkDoubles.sol";
import {SetUnits} from "./SetUnits.sol";

contract ContributionCreditsTest is TestBase {
    address private constant ANA = address(0x41);
    address private constant BAKO = address(0x42);
    bytes32 private constant CAUSE = "cause";

    SetAuthority private _authority;
    SetUnits private _ledger;
    SetOperators private _identities;
    ContributionCredits private _credits;

    function setUp() public {
        vm.warp(1_000_000);
        _authority = new SetAuthority();
        _authority.allow(address(this));
        _ledger = new SetUnits();
        _identities = new SetOperators();
        _identities.add(7, ANA, 7);
        _identities.add(8, BAKO, 8);
        _credits = _make(1000, 100, 10_000);
    }

    function test_mintsBothBalances() public {
        vm.expectEmit(address(_credits));
        emit IERC1155.TransferSingle(address(this), address(0), ANA, 0, 800);
        vm.expectEmit(address(_credits));
        emit ContributionCredits.CreditsMinted(7, 0, 800, CAUSE);
        _credits.mint(7, 0, 800, CAUSE);
        assert(_credits.balanceOf(ANA, 0) == 800 && _credits.lifetime(ANA, 0) == 800);
        assert(_credits.recent(ANA, 0) == 800);
        assert(_credits.balanceOf(ANA, 2) == 0 && _credits.balanceOf(BAKO, 0) == 0);
        _credits.mint(7, 2, 5, CAUSE);
        assert(_credits.balanceOf(ANA, 2) == 5 && _credits.balanceOf(ANA, 0) == 800);
    }

    function test_recentHalvesAndLifetimeStays() public {
        _credits.mint(7, 0, 800, CAUSE);
        vm.warp(block.timestamp + 1000);
        assert(_credits.recent(ANA, 0) == 400 && _credits.lifetime(ANA, 0) == 800);
        _credits.mint(7, 0, 100, CAUSE);
        assert(_credits.recent(ANA, 0) == 500 && _credits.lifetime(ANA, 0) == 900);
        vm.warp(block.timestamp + 1000);
        assert(_credits.recent(ANA, 0) == 250);
    }

    function test_computeIsNeverMinted() public {
        _reverts(abi.encodeWithSelector(ContributionCredits.KindClaimed.selector, 1));
        _credits.mint(7, 1, 5, CAUSE);
        assert(_credits.lifetimeOf(7, 1) == 0);
    }

    function test_refusesUnknownKindsAndNobody() public {
        _reverts(abi.encodeWithSelector(ContributionCredits.KindUnknown.selector, 3));
        _credits.mint(7, 3, 5, CAUSE);
        _reverts(abi.encodeWithSelector(ContributionCredits.KindUnknown.selector, type(uint256).max));
        _credits.mint(7, type(uint256).max, 5, CAUSE);
        _reverts(abi.encodeWithSelector(ContributionCredits.HolderUnknown.selector, 9));
        _credits.mint(9, 0, 5, CAUSE);
    }

    function test_eachIdentityAndKindStaysUnderTheCeilingOfAnEpoch() public {
        _credits.mint(7, 0, 9_999, CAUSE);
        _reverts(abi.encodeWithSelector(ContributionCredits.MintCeiling.selector, 7, 0, 1, 2));
        _credits.mint(7, 0, 2, CAUSE);
        _credits.mint(7, 0, 1, CAUSE);
        _reverts(abi.encodeWithSelector(ContributionCredits.MintCeiling.selector, 7, 0, 0, type(uint256).max));
        _credits.mint(7, 0, type(uint256).max, CAUSE);
        _credits.mint(7, 2, 10_000, CAUSE);
        _credits.mint(8, 0, 10_000, CAUSE);
        vm.warp(block.timestamp + 99);
        _reverts(abi.encodeWithSelector(ContributionCredits.MintCeiling.selector, 7, 0, 0, 1));
        _credits.mint(7, 0, 1, CAUSE);
        vm.warp(block.timestamp + 1);
        _credits.mint(7, 0, 10_000, CAUSE);
        assert(_credits.lifetime(ANA, 0) == 20_000);
    }

    function test_onlyTheCommonsMints() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ANA);
        vm.prank(ANA);
        _reverts(refused);
        _credits.mint(7, 0, 5, CAUSE);
        assert(_credits.lifetime(ANA, 0) == 0);
    }

    function test_claimsUpToTheUnitsOfTheLedger() public {
        _ledger.set(7, 500);
        vm.expectEmit(address(_credits));
        emit IERC1155.TransferSingle(BAKO, address(0), ANA, 1, 500);
        vm.expectEmit(address(_credits));
        emit ContributionCredits.CreditsClaimed(7, 500);
        vm.prank(BAKO);
        assert(_credits.claim(7) == 500);
        _reverts(abi.encodeWithSelector(ContributionCredits.NothingToClaim.selector, 7, 500));
        _credits.claim(7);
        vm.warp(block.timestamp + 1000);
        _ledger.set(7, 620);
        assert(_credits.claim(7) == 620);
        assert(_credits.balanceOf(ANA, 1) == 620 && _credits.recent(ANA, 1) == 370);
        _reverts(abi.encodeWithSelector(ContributionCredits.NothingToClaim.selector, 99, 0));
        _credits.claim(99);
    }

    function test_claimsDownToTheUnitsOfTheLedger() public {
        _ledger.set(7, 1_000);
        _credits.claim(7);
        vm.warp(block.timestamp + 1000);
        _ledger.set(7, 700);
        vm.expectEmit(address(_credits));
        emit IERC1155.TransferSingle(address(this), ANA, address(0), 1, 300);
        vm.expectEmit(address(_credits));
        emit ContributionCredits.CreditsClaimed(7, 700);
        assert(_credits.claim(7) == 700);
        assert(_credits.lifetime(ANA, 1) == 700 && _credits.recent(ANA, 1) == 200);
        _ledger.set(7, 0);
        _credits.claim(7);
        assert(_credits.lifetime(ANA, 1) == 0 && _credits.recent(ANA, 1) == 0);
        vm.warp(block.timestamp + 5000);
        _ledger.set(7, 10);
        _credits.claim(7);
        assert(_credits.recent(ANA, 1) == 10);
    }

    /// @dev L7: all kinds follow the identity, not the account.
    function test_creditsFollowTheIdentityToItsNewAccount() public {
        _ledger.set(7, 500);
        _credits.claim(7);
        _credits.mint(7, 0, 30, CAUSE);
        _credits.mint(7, 2, 40, CAUSE);
        uint256 priority = _credits.priorityOf(ANA);
        _identities.rekey(7, address(0x77));
        uint256[3] memory amounts = [uint256(30), 500, 40];
        for (uint256 kind = 0; kind < 3; ++kind) {
            assert(_credits.balanceOf(ANA, kind) == 0 && _credits.recent(ANA, kind) == 0);
            assert(_credits.balanceOf(address(0x77), kind) == amounts[kind]);
            assert(_credits.recent(address(0x77), kind) == amounts[kind]);
        }
        assert(_credits.priorityOf(ANA) == 0 && _credits.priorityOf(address(0x77)) == priority);
        // The new account cannot claim the same work again.
        _reverts(abi.encodeWithSelector(ContributionCredits.NothingToClaim.selector, 7, 500));
        _credits.claim(7);
    }

    function test_priorityIsTheSumOfRootsAndFades() public {
        assert(_credits.priorityOf(ANA) == 0 && _credits.priorityOf(address(0x99)) == 0);
        _ledger.set(7, 10_000);
        _credits.claim(7);
        assert(_credits.priorityOf(ANA) == 100);
        _credits.mint(7, 0, 400, CAUSE);
        _credits.mint(7, 2, 81, CAUSE);
        assert(_credits.priorityOf(ANA) == 129);
        vm.warp(block.timestamp + 1000);
        assert(_credits.priorityOf(ANA) == 70 + 14 + 6);
    }

    function test_claimsLeaveTheMintCeilingAlone() public {
        _credits.mint(7, 0, 10_000, CAUSE);
        _ledger.set(7, 50_000);
        assert(_credits.claim(7) == 50_000);
    }

    function test_claimsBeyondTheSlotAreRefused() public {
        uint256 most = type(uint72).max;
        _ledger.set(7, most);
        _credits.claim(7);
        assert(_credits.lifetimeOf(7, 1) == most);
        _ledger.set(7, most + 1);
        _reverts(abi.encodeWithSelector(Balances.BalanceFull.selector, most, 1));
        _credits.claim(7);
    }

    /// @dev The commons' ceilings: 62,000 for the first claim and 45,000 later, 21,000 of them for the transaction.
    function test_aClaimIsCheap() public {
        _ledger.set(7, 500);
        uint256 before = gasleft();
        _credits.claim(7);
        assert(before - gasleft() < 41_000);
        _ledger.set(7, 900);
        before = gasleft();
        _credits.claim(7);
        assert(before - gasleft() < 24_000);
    }

    function test_nothingMovesNotEvenForItsOwner() public {
        _credits.mint(7, 0, 10, CAUSE);
        vm.startPrank(ANA);
        vm.expectRevert(ContributionCredits.Soulbound.selector);
        _credits.safeTransferFrom(ANA, BAKO, 0, 1, "");
        vm.expectRevert(ContributionCredits.Soulbound.selector);
        _credits.safeBatchTransferFrom(ANA, BAKO, new uint256[](0), new uint256[](0), "");
        vm.expectRevert(ContributionCredits.Soulbound.selector);
        _credits.setApprovalForAll(BAKO, true);
        vm.expectRevert(ContributionCredits.Soulbound.selector);
        _credits.setApprovalForAll(BAKO, false);
        assert(!_credits.isApprovedForAll(ANA, BAKO) && !_credits.isApprovedForAll(ANA, ANA));
        assert(_credits.balanceOf(ANA, 0) == 10);
    }

    function test_answersBatches() public {
        _credits.mint(7, 0, 10, CAUSE);
        _credits.mint(8, 2, 20, CAUSE);
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
        ContributionCredits.Settings memory all = _credits.settings();
        assert(all.halfLife == 1000 && all.epoch == 100 && all.epochCeiling == 10_000);
        uint96[3][4] memory bad = [
            [uint96(0), 1, 1],
            [uint96(1), 0, 1],
            [uint96(1), 1, 0],
            [uint96(1), 1, uint96(type(uint72).max) + 1]
        ];
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(ContributionCredits.CreditSettingsInvalid.selector);
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
                IWorkLedger(address(_ledger)),
                ContributionCredits.Settings(halfLife, epoch, ceiling)
            );
    }

    function _reverts(bytes memory error) private {
        vm.expectRevert(error);
    }
}
