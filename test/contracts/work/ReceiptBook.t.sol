// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Day E is the running epoch, L the one before it.
contract ReceiptBookTest is WorkBase {
    bytes32 private constant ROOT = keccak256("root");
    bytes32 private constant OTHER = keccak256("other");
    uint64 private constant E = 20_000;
    uint64 private constant L = 19_999;

    function setUp() public {
        _deploy(3);
    }

    function test_sealKeepsOneHashAndSaysAll() public {
        vm.expectEmit(address(_book));
        emit ReceiptBook.Sealed(1, E, ROOT, 10, 500, "ipfs://r");
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        assert(
            _book.sealOf(1, E) ==
                keccak256(abi.encode(ROOT, uint32(10), uint64(500), uint64(5_000), uint48(block.timestamp)))
        );
        assert(_book.isSeal(1, E, sealed_));
        assert(_book.sealOf(1, L) == 0 && _book.sealOf(2, E) == 0);
    }

    function test_aSealOfAnotherFieldIsNone() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        for (uint256 i = 0; i < 5; ++i) {
            ReceiptBook.Seal memory other = ReceiptBook.Seal(
                i == 0 ? OTHER : ROOT,
                i == 1 ? 11 : 10,
                i == 2 ? 501 : 500,
                sealed_.blockNumber + (i == 3 ? 1 : 0),
                sealed_.sealedAt + (i == 4 ? 1 : 0)
            );
            assert(!_book.isSeal(1, E, other));
        }
        assert(!_book.isSeal(1, L, sealed_));
        assert(!_book.isSeal(2, E, sealed_));
    }

    function test_sealsOnceAnEpoch() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        _reverts(abi.encodeWithSelector(ReceiptBook.AlreadySealed.selector, 1, E));
        this.sealRoot(1, E, OTHER, 10, 500);
        assert(_book.isSeal(1, E, sealed_));
        _sealRoot(1, L, ROOT, 10, 500);
        _sealRoot(2, E, ROOT, 10, 500);
    }

    function test_sealsOnlyTheRunningEpochAndTheSevenBeforeIt() public {
        _reverts(abi.encodeWithSelector(ReceiptBook.EpochOutOfReach.selector, E + 1, E));
        this.sealRoot(1, E + 1, ROOT, 10, 500);
        _reverts(abi.encodeWithSelector(ReceiptBook.EpochOutOfReach.selector, E - 8, E));
        this.sealRoot(1, E - 8, ROOT, 10, 500);
        for (uint64 epoch = E - 7; epoch <= E; ++epoch) _sealRoot(1, epoch, ROOT, 10, 500);
        vm.expectRevert(ReceiptBook.ReceiptEpochInvalid.selector);
        this.make(0);
    }

    function test_refusesEmptySeals() public {
        _reverts(abi.encodeWithSelector(ReceiptBook.SealEmpty.selector, ROOT, 0));
        this.sealRoot(1, E, ROOT, 0, 500);
        _reverts(abi.encodeWithSelector(ReceiptBook.SealEmpty.selector, bytes32(0), 10));
        this.sealRoot(1, E, 0, 10, 500);
        assert(_book.sealOf(1, E) == 0);
    }

    function test_onlyThoseInGoodStandingSeal() public {
        _reverts(abi.encodeWithSelector(ReceiptBook.SealerInactive.selector, address(this), 0));
        _book.seal(E, ROOT, 10, 500, "");
        _operators.setStanding(1, false);
        _reverts(abi.encodeWithSelector(ReceiptBook.SealerInactive.selector, _account(1), 1));
        this.sealRoot(1, E, ROOT, 10, 500);
        assert(_book.sealOf(1, E) == 0 && _book.sealOf(0, 7) == 0);
    }

    function test_provesEquivocationByTheOperatorsOwnSignature() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        vm.warp(block.timestamp + 123);
        assert(_book.faultTimeOf(1) == 0);
        vm.expectEmit(address(_book));
        emit ReceiptBook.EquivocationProven(1, E, ROOT, OTHER);
        _prove(sealed_, OTHER, _account(1), _signRoot(1, E, OTHER));
        assert(_book.faultTimeOf(1) == block.timestamp);
        _reverts(abi.encodeWithSelector(ReceiptBook.AlreadyProven.selector, 1, E));
        this.prove(1, E, sealed_, keccak256("third"), _account(1), _signRoot(1, E, keccak256("third")));
    }

    function test_anotherEpochMayBeProvenToo() public {
        ReceiptBook.Seal memory first = _sealRoot(1, E, ROOT, 10, 500);
        ReceiptBook.Seal memory second = _sealRoot(1, L, ROOT, 10, 500);
        _book.proveEquivocation(1, E, first, OTHER, _account(1), _signRoot(1, E, OTHER));
        vm.warp(block.timestamp + 200);
        _book.proveEquivocation(1, L, second, OTHER, _account(1), _signRoot(1, L, OTHER));
        assert(_book.faultTimeOf(1) == block.timestamp);
    }

    function test_theSealedRootSignedIsNoEquivocation() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        bytes memory signature = _signRoot(1, E, ROOT);
        _reverts(abi.encodeWithSelector(ReceiptBook.SameRoot.selector, ROOT));
        this.prove(1, E, sealed_, ROOT, _account(1), signature);
    }

    function test_signaturesOfOtherEpochsOperatorsAndRootsProveNothing() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        bytes[3] memory foreign = [_signRoot(1, L, OTHER), _signRoot(2, E, OTHER), _signRoot(1, E, keccak256("x"))];
        for (uint256 i = 0; i < 3; ++i) {
            _reverts(abi.encodeWithSelector(ReceiptBook.SealSignatureInvalid.selector, _account(1), OTHER));
            this.prove(1, E, sealed_, OTHER, _account(1), foreign[i]);
        }
        _reverts(abi.encodeWithSelector(ReceiptBook.SealSignatureInvalid.selector, _account(1), OTHER));
        this.prove(1, E, sealed_, OTHER, _account(1), "");
        assert(_book.faultTimeOf(1) == 0);
    }

    function test_signaturesForAnotherChainProveNothing() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        bytes memory signature = _signRoot(1, E, OTHER);
        vm.chainId(block.chainid + 1);
        _reverts(abi.encodeWithSelector(ReceiptBook.SealSignatureInvalid.selector, _account(1), OTHER));
        this.prove(1, E, sealed_, OTHER, _account(1), signature);
    }

    function test_othersCannotIncriminateAnOperator() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(2, E, ROOT, 10, 500);
        bytes memory signature = _signRoot(2, E, OTHER);
        _reverts(abi.encodeWithSelector(ReceiptBook.SignerForeign.selector, _account(1), 2));
        this.prove(2, E, sealed_, OTHER, _account(1), signature);
    }

    function test_aKeyGivenUpIncriminatesNobody() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        _operators.rekey(1, address(0x99));
        bytes memory signature = _signRoot(1, E, OTHER);
        _reverts(abi.encodeWithSelector(ReceiptBook.SignerForeign.selector, _account(1), 1));
        this.prove(1, E, sealed_, OTHER, _account(1), signature);
    }

    function test_contractAccountsEquivocateToo() public {
        _operators.rekey(2, address(new AgreeableWallet()));
        ReceiptBook.Seal memory sealed_ = _sealRoot(2, E, ROOT, 10, 500);
        _book.proveEquivocation(2, E, sealed_, OTHER, _operators.accountOf(2), "any");
        assert(_book.faultTimeOf(2) == block.timestamp);
    }

    function test_equivocationNeedsTheSeal() public {
        ReceiptBook.Seal memory sealed_ = _sealRoot(1, E, ROOT, 10, 500);
        sealed_.count = 11;
        bytes memory signature = _signRoot(1, E, OTHER);
        _reverts(abi.encodeWithSelector(ReceiptBook.SealUnknown.selector, 1, E));
        this.prove(1, E, sealed_, OTHER, _account(1), signature);
        _reverts(abi.encodeWithSelector(ReceiptBook.SealUnknown.selector, 1, E - 2));
        this.prove(1, E - 2, sealed_, OTHER, _account(1), signature);
    }

    function prove(
        uint256 id,
        uint64 epoch,
        ReceiptBook.Seal memory sealed_,
        bytes32 otherRoot,
        address signer,
        bytes memory signature
    ) external {
        _book.proveEquivocation(id, epoch, sealed_, otherRoot, signer, signature);
    }

    function make(uint48 epoch) external {
        new ReceiptBook(IIdentityRegistry(address(_operators)), epoch);
    }

    function sealRoot(uint256 id, uint64 epoch, bytes32 root, uint32 count, uint64 units) external {
        address account = _operators.accountOf(id);
        vm.prank(account);
        _book.seal(epoch, root, count, units, "");
    }

    function _prove(ReceiptBook.Seal memory sealed_, bytes32 root, address signer, bytes memory signature) private {
        _book.proveEquivocation(1, E, sealed_, root, signer, signature);
    }

    function _signRoot(uint256 id, uint64 epoch, bytes32 root) private view returns (bytes memory) {
        bytes32 typehash = keccak256("SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root)");
        bytes32 structHash = keccak256(abi.encode(typehash, id, epoch, root));
        return _sign(KEY, _domain("Tilth ReceiptBook", address(_book)), structHash);
    }
}

/// @notice A contract account that signed everything.
contract AgreeableWallet {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }
}
